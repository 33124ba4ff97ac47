package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.IpNetwork;
import io.reactivemesh.proxy.NameSuffixes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupScopeTest {

    private final LookupScope scope = new LookupScope(
            NameSuffixes.parse("svc.cluster.local"),
            List.of(IpNetwork.parse("10.0.0.0/8"), IpNetwork.parse("fd00::/8")));

    @ParameterizedTest
    @CsvSource({
        "web.ns.svc.cluster.local:80,true",
        "web.ns.svc.cluster.local,true",
        "example.com:80,false",
        "10.1.2.3:80,true",
        "192.168.0.1:80,false",
        "[fd00::1]:80,true",
        "[fe80::1]:80,false"
    })
    void namesAreJudgedBySuffixAndAddressesByNetwork(String path, boolean allowed) {
        assertThat(scope.allows(path)).isEqualTo(allowed);
    }
}
