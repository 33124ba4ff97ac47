package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackendTest {
    @ParameterizedTest
    @CsvSource({
        "LEGACY,IPV4,iptables-legacy", "LEGACY,IPV6,ip6tables-legacy",
        "NFT,IPV4,iptables-nft", "NFT,IPV6,ip6tables-nft",
        "PLAIN,IPV4,iptables", "PLAIN,IPV6,ip6tables"
    })
    void programsAreNamedByBackendAndFamily(Backend backend, IpFamily family, String program) {
        assertThat(backend.program(family)).isEqualTo(program);
        assertThat(backend.saveProgram(family)).isEqualTo(program + "-save");
    }

    @ParameterizedTest(name = "{0} where there is {2}: {3}")
    @CsvSource({
        "NFT,IPV4,iptables-nft iptables-nft-save iptables iptables-save,NFT",
        "NFT,IPV4,iptables iptables-save,PLAIN",
        "NFT,IPV4,iptables-nft iptables iptables-save,PLAIN",
        "LEGACY,IPV4,iptables iptables-save iptables-nft iptables-nft-save,NFT",
        "PLAIN,IPV4,iptables-legacy iptables-legacy-save,LEGACY",
        "NFT,IPV6,iptables-nft iptables-nft-save ip6tables-legacy ip6tables-legacy-save,LEGACY",
        "LEGACY,IPV4,iptables-legacy,",
        "LEGACY,IPV6,iptables-legacy iptables-legacy-save,"
    })
    void aMissingBackendIsReplacedByNftThenPlainThenLegacy(
            Backend asked, IpFamily family, String installed, @Nullable Backend expected) {
        Set<String> programs = Set.of(installed.split(" "));

        assertThat(asked.available(family, program -> programs.contains(program)))
                .isEqualTo(expected);
    }

    @Test
    void onlyKnownNamesAreBackends() {
        assertThat(Backend.ofMode("nft")).isEqualTo(Backend.NFT);
        assertThat(Backend.ofMode("NFT")).isNull();
        assertThat(Backend.ofProgram("iptables", false)).isEqualTo(Backend.PLAIN);
        assertThat(Backend.ofProgram("iptables-legacy-save", true)).isEqualTo(Backend.LEGACY);
        assertThat(Backend.ofProgram("iptables-legacy-save", false)).isNull();
        assertThat(Backend.ofProgram("/sbin/iptables", false)).isNull();
    }
}
