package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.testing.Hellos;
import io.reactivemesh.proxy.testing.Hellos.Extension;
import io.reactivemesh.proxy.transport.ClientHello.Verdict;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ClientHelloPropertyTest {

    /** Reads in pieces of these sizes, the last one as often as it takes. */
    private static ClientHello read(byte[] bytes, List<Integer> pieces) {
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        ClientHello hello = new ClientHello();
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int to = Math.min(bytes.length, at + pieces.get(Math.min(i, pieces.size() - 1)));
            Verdict _ = hello.read(all, at, to);
            at = to;
        }
        return hello;
    }

    private static Verdict verdict(ClientHello hello) {
        return hello.read(Unpooled.EMPTY_BUFFER, 0, 0);
    }

    @Provide
    Arbitrary<List<Extension>> extensions() {
        Arbitrary<Integer> types = Arbitraries.of(5, 10, 13, 16, 43, 45, 51, 0x0a0a, 0xff01);
        Arbitrary<String> bodies =
                Arbitraries.strings().withCharRange('\0', 'ÿ').ofMaxLength(300);
        return Combinators.combine(types, bodies).as(Extension::new).list().ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> labels = Arbitraries.strings()
                .withChars("abcxyzABC019".toCharArray())
                .ofMinLength(1)
                .ofMaxLength(20);
        return labels.list().ofMinSize(1).ofMaxSize(5).map(parts -> String.join(".", parts) + ".x");
    }

    @Property
    void findsTheNameWhateverStandsAroundItHoweverItIsCut(
            @ForAll("names") String name,
            @ForAll("extensions") List<Extension> before,
            @ForAll("extensions") List<Extension> behind,
            @ForAll @Size(max = 32) byte[] session,
            @ForAll @IntRange(min = 1, max = 1 << 14) int fragment,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 700) Integer> pieces) {
        List<Extension> extensions = new ArrayList<>(before);
        extensions.add(Hellos.serverName(name));
        extensions.addAll(behind);
        byte[] bytes = Hellos.records(Hellos.message(session, new byte[] {0x13, 1, 0x13, 2}, extensions), fragment);

        ClientHello hello = read(bytes, pieces);

        assertThat(verdict(hello)).isEqualTo(Verdict.SERVER_NAMED);
        assertThat(hello.serverName()).isEqualToIgnoringCase(name);
    }

    @Property
    void theVerdictDoesNotDependOnHowTheBytesAreCutEvenWhenTheyAreDamaged(
            @ForAll("names") String name,
            @ForAll("extensions") List<Extension> before,
            @ForAll @IntRange(min = 1, max = 200) int fragment,
            @ForAll @Size(max = 4) List<@IntRange(max = 400) Integer> damagedAt,
            @ForAll byte damage,
            @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 100) Integer> pieces) {
        List<Extension> extensions = new ArrayList<>(before);
        extensions.add(Hellos.serverName(name));
        byte[] bytes = Hellos.records(Hellos.message(new byte[32], new byte[2], extensions), fragment);
        damagedAt.forEach(at -> bytes[at % bytes.length] = damage);

        ClientHello whole = read(bytes, List.of(bytes.length));
        ClientHello cut = read(bytes, pieces);

        assertThat(verdict(cut)).isEqualTo(verdict(whole));
        assertThat(cut.serverName()).isEqualTo(whole.serverName());
    }

    @Property
    void oncePastItsFirstVerdictNothingChangesIt(
            @ForAll @Size(max = 300) byte[] garbage, @ForAll @Size(max = 50) byte[] more) {
        byte[] bytes = new byte[garbage.length + 3];
        System.arraycopy(new byte[] {22, 3, 1}, 0, bytes, 0, 3);
        System.arraycopy(garbage, 0, bytes, 3, garbage.length);
        ClientHello hello = read(bytes, List.of(7));
        Verdict before = verdict(hello);

        Verdict after = hello.read(Unpooled.wrappedBuffer(more), 0, more.length);

        if (before != Verdict.MORE) {
            assertThat(after).isEqualTo(before);
        }
        assertThat(hello.serverName().isEmpty()).isEqualTo(after != Verdict.SERVER_NAMED);
    }
}
