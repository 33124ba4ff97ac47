package io.reactivemesh.actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PekkoSettingsTest {
    private static final String MODULES = "pekko.serialization.jackson.jackson-modules";

    @ParameterizedTest(name = "ours first: {0}")
    @ValueSource(booleans = {true, false})
    void holdWhateverComesFirstOnTheClassPath(boolean oursFirst) {
        Comparator<URL> oursBeforeTheirs =
                Comparator.comparing(url -> url.getPath().contains("org/apache/pekko"));

        Config settings =
                MeshNodeConfig.defaults(new Ordered(oursFirst ? oursBeforeTheirs : oursBeforeTheirs.reversed()));

        Config ours = ConfigFactory.parseResources("reactive-mesh-pekko.conf");
        assertThat(ours.entrySet()).hasSizeGreaterThan(40);
        for (Map.Entry<String, ConfigValue> key : ours.withoutPath(MODULES).entrySet()) {
            assertThat(settings.getValue(key.getKey()).unwrapped())
                    .describedAs(key.getKey())
                    .isEqualTo(key.getValue().unwrapped());
        }
        assertThat(settings.getStringList(MODULES))
                .contains("io.reactivemesh.actors.format.DocumentModule")
                .hasSizeGreaterThan(3);
        assertThat(settings.getValue("pekko.actor.serializers").valueType()).isEqualTo(ConfigValueType.OBJECT);
    }

    /** The class path with its resources in another order. */
    private static final class Ordered extends ClassLoader {
        private final Comparator<URL> order;

        Ordered(Comparator<URL> order) {
            super(PekkoSettingsTest.class.getClassLoader());
            this.order = order;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            List<URL> found = Collections.list(super.getResources(name));
            found.sort(order);
            return Collections.enumeration(found);
        }
    }
}
