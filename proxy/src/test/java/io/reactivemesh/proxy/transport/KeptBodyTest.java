package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are sent more than once; behaviour case 152. */
class KeptBodyTest {

    private static final int MOST = 10;

    private KeptBody body = new KeptBody(UnpooledByteBufAllocator.DEFAULT, MOST, false);

    @AfterEach
    void release() {
        body.release();
    }

    /** Writes down what it is given; {@code $} stands for the end. */
    private static final class Endpoint implements StreamEnd {

        private final StringBuilder seen = new StringBuilder();

        @Override
        public void data(ByteBuf in, int from, int length, boolean end) {
            seen.append(in.toString(from, length, StandardCharsets.US_ASCII)).append(end ? "$" : "");
        }

        @Override
        public void trailers(FieldSection trailers) {
            seen.append('[').append(trailers.count()).append("]$");
        }

        @Override
        public void taken(int bytes) {
            throw new AssertionError("nothing comes from here");
        }

        @Override
        public void reset(int code) {
            throw new AssertionError("nobody has failed");
        }

        @Override
        public void detach() {
            throw new AssertionError("nobody has gone");
        }
    }

    private void comes(String text, boolean end) {
        ByteBuf in = Unpooled.copiedBuffer("-" + text, StandardCharsets.US_ASCII);
        body.add(in, 1, text.length(), end);
        in.release();
    }

    private static FieldSection trailers() {
        FieldSection section = new FieldSection();
        section.clear(1_000);
        section.add(new FieldCache((_, _) -> 0).field("x-sum", "1"));
        return section;
    }

    private String given() {
        Endpoint endpoint = new Endpoint();
        body.giveTo(endpoint);
        return endpoint.seen.toString();
    }

    @Test
    void severalPiecesAreGivenAgainAsOne() {
        comes("one", false);
        comes("two", true);

        assertThat(body.isWhole()).isTrue();
        assertThat(given()).isEqualTo("onetwo$");
        assertThat(given()).isEqualTo("onetwo$");
    }

    @Test
    void trailersAreGivenAgain() {
        comes("one", false);
        body.end(trailers());

        assertThat(given()).isEqualTo("one[1]$");
        assertThat(given()).isEqualTo("one[1]$");
        assertThat(body.isWhole()).isTrue();
    }

    @Test
    void whatComesAfterTheFirstAttemptBeganIsInTheSecond() {
        comes("one", false);
        assertThat(given()).as("the rest goes there directly").isEqualTo("one");
        assertThat(body.isWhole()).isFalse();

        comes("two", true);

        assertThat(body.isWhole()).isTrue();
        assertThat(given()).isEqualTo("onetwo$");
    }

    @Test
    void anEmptyBodyEndsEachTime() {
        comes("", true);

        assertThat(given()).isEqualTo("$");
        assertThat(given()).isEqualTo("$");
        assertThat(body.isWhole()).isTrue();
    }

    @Test
    void ofWhatHasNoBodyNothingIsGiven() {
        body = new KeptBody(UnpooledByteBufAllocator.DEFAULT, MOST, true);

        assertThat(given()).isEmpty();
        assertThat(body.isWhole()).isTrue();
    }

    @Test
    void exactlyTheMostIsKept() {
        comes("0123456789", true);

        assertThat(given()).isEqualTo("0123456789$");
        assertThat(body.isWhole()).isTrue();
    }

    @Test
    void whatGrowsBeyondTheMostIsGivenOnceAndForgotten() {
        comes("01234", false);
        assertThat(given()).isEqualTo("01234");

        comes("56789a", true);

        assertThat(body.hasEnded()).isTrue();
        assertThat(body.isWhole()).isFalse();
    }

    @Test
    void whatWasTooLongBeforeTheFirstAttemptIsGivenOnceToo() {
        comes("0123456789a", true);

        assertThat(given()).isEqualTo("0123456789a$");
        assertThat(body.isWhole()).isFalse();
    }
}
