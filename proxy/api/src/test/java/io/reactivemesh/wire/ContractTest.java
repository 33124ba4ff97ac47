package io.reactivemesh.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.reactivemesh.wire.destination.DestinationProto;
import io.reactivemesh.wire.grpcroute.GrpcRouteProto;
import io.reactivemesh.wire.httproute.HttpRouteProto;
import io.reactivemesh.wire.httptypes.HttpTypesProto;
import io.reactivemesh.wire.identity.IdentityProto;
import io.reactivemesh.wire.inbound.InboundProto;
import io.reactivemesh.wire.meta.MetaProto;
import io.reactivemesh.wire.net.NetProto;
import io.reactivemesh.wire.opaqueroute.OpaqueRouteProto;
import io.reactivemesh.wire.outbound.OutboundProto;
import io.reactivemesh.wire.tap.TapProto;
import io.reactivemesh.wire.tlsroute.TlsRouteProto;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds our descriptors against the checked-in table of the Linkerd 2 proxy API, both ways. */
class ContractTest {
    private static final List<FileDescriptor> FILES = List.of(
            NetProto.getDescriptor(),
            HttpTypesProto.getDescriptor(),
            MetaProto.getDescriptor(),
            DestinationProto.getDescriptor(),
            IdentityProto.getDescriptor(),
            InboundProto.getDescriptor(),
            OutboundProto.getDescriptor(),
            HttpRouteProto.getDescriptor(),
            GrpcRouteProto.getDescriptor(),
            OpaqueRouteProto.getDescriptor(),
            TlsRouteProto.getDescriptor(),
            TapProto.getDescriptor());

    /** Numbers from here on are our own extensions and are on no other side's wire. */
    private static final int FIRST_EXTENSION = 2000;

    private static final TreeSet<String> table = new TreeSet<>();
    private static final TreeSet<String> descriptors = new TreeSet<>();

    @BeforeAll
    static void readBothSides() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                ContractTest.class.getResourceAsStream("/wire/contract.tsv"), StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(table::add);
        }
        FILES.forEach(file -> {
            file.getMessageTypes().forEach(ContractTest::describe);
            file.getEnumTypes().forEach(ContractTest::describe);
            file.getServices().forEach(ContractTest::describe);
        });
    }

    @Test
    void everyRowOfTheTableIsInTheDescriptors() {
        assertThat(descriptors).containsAll(table);
    }

    @Test
    void everyDescriptorBelowTheExtensionsIsInTheTable() {
        assertThat(table).containsAll(descriptors);
    }

    @Test
    void everyFileOfTheProxyApiIsCompared() {
        assertThat(FILES).allSatisfy(file -> {
            assertThat(file.getPackage()).isEqualTo("io.linkerd.proxy." + name(file));
            assertThat(FILES)
                    .containsAll(file.getDependencies().stream()
                            .filter(imported -> imported.getPackage().startsWith("io.linkerd.proxy."))
                            .toList());
        });
        assertThat(table.stream()
                        .map(row -> row.substring(0, row.indexOf('\t')))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        FILES.stream().map(ContractTest::name).toList());
    }

    private static void describe(Descriptor message) {
        if (message.getOptions().getMapEntry()) {
            return;
        }
        boolean empty = true;
        for (FieldDescriptor field : message.getFields()) {
            if (field.getNumber() < FIRST_EXTENSION) {
                empty = false;
                String oneof = field.getContainingOneof() == null
                        ? "-"
                        : field.getContainingOneof().getName();
                row(
                        message,
                        message.getFullName(),
                        field.getNumber(),
                        field.getName(),
                        type(field),
                        label(field),
                        oneof);
            }
        }
        for (ReservedRange range : message.toProto().getReservedRangeList()) {
            for (int number = range.getStart(); number < range.getEnd(); number++) {
                row(message, message.getFullName(), number, "-", "-", "reserved", "-");
            }
        }
        for (String name : message.toProto().getReservedNameList()) {
            row(message, message.getFullName(), "-", name, "-", "reserved", "-");
        }
        if (empty) {
            row(message, message.getFullName(), "-", "-", "-", "empty", "-");
        }
        message.getNestedTypes().forEach(ContractTest::describe);
        message.getEnumTypes().forEach(ContractTest::describe);
    }

    private static void describe(EnumDescriptor type) {
        type.getValues()
                .forEach(value -> row(type, type.getFullName(), value.getNumber(), value.getName(), "-", "enum", "-"));
    }

    private static void describe(ServiceDescriptor service) {
        for (MethodDescriptor method : service.getMethods()) {
            String response = (method.isServerStreaming() ? "stream " : "")
                    + method.getOutputType().getName();
            String request = (method.isClientStreaming() ? "stream " : "")
                    + method.getInputType().getName();
            row(service, service.getFullName(), "-", method.getName(), request, "rpc", response);
        }
    }

    private static void row(
            com.google.protobuf.Descriptors.GenericDescriptor of,
            String fullName,
            Object number,
            String name,
            String type,
            String label,
            String oneof) {
        FileDescriptor file = of.getFile();
        String relative = fullName.substring(file.getPackage().length() + 1);
        descriptors.add(String.join("\t", name(file), relative, String.valueOf(number), name, type, label, oneof));
    }

    private static String type(FieldDescriptor field) {
        if (field.isMapField()) {
            List<FieldDescriptor> entry = field.getMessageType().getFields();
            return "map<" + type(entry.get(0)) + "," + type(entry.get(1)) + ">";
        }
        return switch (field.getJavaType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String label(FieldDescriptor field) {
        String label = field.isMapField() ? "map" : field.isRepeated() ? "repeated" : "singular";
        assertThat(field.hasPresence() && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE)
                .as("%s is optional, which this API never uses", field.getFullName())
                .isEqualTo(field.getRealContainingOneof() != null
                        && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE);
        return field.getOptions().getDeprecated() ? label + ",deprecated" : label;
    }

    private static String name(FileDescriptor file) {
        return file.getName().substring(0, file.getName().length() - ".proto".length());
    }
}
