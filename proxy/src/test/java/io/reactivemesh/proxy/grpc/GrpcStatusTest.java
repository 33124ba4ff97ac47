package io.reactivemesh.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.GrpcCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcStatusTest {

    private static FieldSection trailers(@Nullable String status, @Nullable String message) {
        FieldCache cache = new FieldCache((_, _) -> 0);
        FieldSection fields = new FieldSection();
        fields.clear(Integer.MAX_VALUE);
        if (status != null) {
            fields.add(cache.field("grpc-status", status));
        }
        if (message != null) {
            fields.add(cache.field("grpc-message", message));
        }
        return fields;
    }

    @ParameterizedTest
    @CsvSource({
        "0, OK", "1, CANCELLED", "3, INVALID_ARGUMENT", "5, NOT_FOUND", "9, FAILED_PRECONDITION", "12, UNIMPLEMENTED",
        "14, UNAVAILABLE", "16, UNAUTHENTICATED", "17, UNKNOWN", "-1, UNKNOWN", "soon, UNKNOWN", "99999999999, UNKNOWN"
    })
    void aStatusIsANumber(String text, GrpcCode code) {
        assertThat(GrpcStatus.in(trailers(text, null))).isEqualTo(GrpcStatus.of(code));
    }

    /** The other end of this numbering is grpc-java's. */
    @ParameterizedTest
    @EnumSource(GrpcCode.class)
    void numbersAreThoseOfGrpc(GrpcCode code) {
        assertThat(io.grpc.Status.fromCodeValue(code.number()).getCode()).hasToString(code.name());
        assertThat(GrpcCode.of(code.number())).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "no such thing, no such thing",
        "100%25, 100%",
        "a%0Ab%E2%82%AC, 'a\nb€'",
        "half %2, half %2",
        "no digits %zz, no digits %zz",
        "%, %",
        "%%41, %A"
    })
    void messagesArePercentDecoded(String sent, String meant) {
        assertThat(GrpcStatus.in(trailers("5", sent))).isEqualTo(new GrpcStatus(GrpcCode.NOT_FOUND, meant));
    }

    @Test
    void fieldsWithoutAStatusHaveNone() {
        assertThat(GrpcStatus.in(trailers(null, "why"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "400, INTERNAL", "401, UNAUTHENTICATED", "403, PERMISSION_DENIED", "404, UNIMPLEMENTED", "429, UNAVAILABLE",
        "500, UNKNOWN", "502, UNAVAILABLE", "503, UNAVAILABLE", "504, UNAVAILABLE", "302, UNKNOWN"
    })
    void whereThereIsNoneTheHttpStatusDecides(int http, GrpcCode code) {
        assertThat(GrpcStatus.ofHttp(http).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_ERROR, INTERNAL",
        "PROTOCOL_ERROR, INTERNAL",
        "INTERNAL_ERROR, INTERNAL",
        "FLOW_CONTROL_ERROR, INTERNAL",
        "REFUSED_STREAM, UNAVAILABLE",
        "CANCEL, CANCELLED",
        "ENHANCE_YOUR_CALM, RESOURCE_EXHAUSTED",
        "INADEQUATE_SECURITY, PERMISSION_DENIED",
        "UNKNOWN, INTERNAL"
    })
    void aResetIsAStatus(String error, GrpcCode code) {
        assertThat(GrpcStatus.ofReset(error).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0n",
        "PT0.099999999S, 99999999n",
        "PT0.1S, 100000u",
        "PT10S, 10000000u",
        "PT1M40S, 100000m",
        "PT48H, 172800S"
    })
    void timeoutsHaveEightDigitsAtMost(Duration timeout, String text) {
        assertThat(GrpcTimeout.text(timeout)).isEqualTo(text);
    }
}
