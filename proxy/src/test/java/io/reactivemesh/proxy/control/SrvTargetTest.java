package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SrvTargetTest {

    @ParameterizedTest
    @CsvSource({
        "10-42-0-15.linkerd-dst-headless.linkerd.svc.cluster.local., 10.42.0.15",
        "10-42-0-15, 10.42.0.15",
        "2001-db8--1.web.ns.svc.cluster.local., 2001:db8:0:0:0:0:0:1",
        "fd00--a-b-c.web, fd00:0:0:0:0:a:b:c"
    })
    void theFirstLabelSpellsTheAddress(String target, String address) {
        InetAddress read = Objects.requireNonNull(SrvTarget.address(target));

        assertThat(read.getHostAddress()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foobar.web.ns.svc.cluster.local.", "10-42-0.web", "10-42-0-256.web", "web-0.web", "", "."})
    void otherNamesSpellNone(String target) {
        assertThat(SrvTarget.address(target)).isNull();
    }
}
