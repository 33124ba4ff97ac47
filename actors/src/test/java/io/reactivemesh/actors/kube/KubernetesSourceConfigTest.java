package io.reactivemesh.actors.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesSourceConfigTest {
    private static KubernetesSourceConfig with(String keys) {
        return KubernetesSourceConfig.of(ConfigFactory.parseString("reactive-mesh.kubernetes {" + keys + "}")
                .withFallback(ConfigFactory.defaultReference()));
    }

    @Test
    void hasItsDefaults() {
        assertThat(KubernetesSourceConfig.defaults())
                .isEqualTo(new KubernetesSourceConfig(
                        500,
                        Duration.ofMillis(3),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(150),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(10)));
    }

    @Test
    void readsEveryKey() {
        KubernetesSourceConfig config = with("""
                page-size = 1, settle = 2ms, watch-life = 3s, watch-silence = 4s, audit-every = 0, audit-grace = 6s
                absent-retry = 7s, optional-patience = 8s, request-timeout = 9s, backoff-first = 10ms, backoff-most = 11ms
                """);

        assertThat(config)
                .isEqualTo(new KubernetesSourceConfig(
                        1,
                        Duration.ofMillis(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(4),
                        Duration.ZERO,
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(9),
                        Duration.ofMillis(10),
                        Duration.ofMillis(11)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "page-size = 0; kubernetes.page-size: 0 (expected: 1 or more)",
                "settle = -1ms; kubernetes.settle: PT-0.001S (expected: 0 or more)",
                "watch-life = 1s; kubernetes.watch-life: PT1S (expected: 2s or more)",
                "watch-silence = 0; kubernetes.watch-silence: PT0S (expected: more than 0)",
                "backoff-most = 1ms; kubernetes.backoff-most: PT0.001S (expected: at least backoff-first, PT0.1S)"
            })
    void refusesWhatCanNotBe(String keys, String message) {
        assertThatThrownBy(() -> with(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
