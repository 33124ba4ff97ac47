package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.reactivemesh.actors.MeshNodeConfig;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ControllerCommandTest {
    private static final Pattern DEFAULT = Pattern.compile("\\(default: ([^)]+)\\)");

    @ParameterizedTest
    @CsvSource({
        "--port, port",
        "--policy-port, policy-port",
        "--admin-port, admin-port",
        "--bind, bind",
        "--cluster-domain, discovery.cluster-domain",
        "--trust-domain, trust-domain",
        "--linkerd-namespace, linkerd-namespace"
    })
    void theHelpNamesTheDefaultOfTheSetting(String option, String key) {
        CommandLine controller = Objects.requireNonNull(
                MeshMain.commandLine(Map.of()).getSubcommands().get("controller"));
        OptionSpec spec = Objects.requireNonNull(controller.getCommandSpec().findOption(option));
        Config defaults = MeshNodeConfig.defaults().getConfig("reactive-mesh");

        Matcher named = DEFAULT.matcher(String.join(" ", spec.description()));

        assertThat(named.find()).isTrue();
        assertThat(named.group(1)).isEqualTo(defaults.getString(key));
    }
}
