package io.reactivemesh.ops.redirect;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say which iptables is used; the mode wins over the older names of programs. */
final class BackendOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--iptables-mode",
            paramLabel = "MODE",
            defaultValue = "",
            description =
                    "legacy, nft or plain (default: legacy). One that this machine lacks is replaced by one it has.")
    private String mode = "";

    @Option(
            names = "--firewall-bin-path",
            paramLabel = "PROGRAM",
            defaultValue = "",
            description = "iptables-legacy, iptables-nft or iptables; the older way to say the mode.")
    private String program = "";

    @Option(
            names = "--firewall-save-bin-path",
            paramLabel = "PROGRAM",
            defaultValue = "",
            description = "The same with -save at its end.")
    private String saveProgram = "";

    /**
     * The backend that is asked for, whether the machine has it or not.
     *
     * @throws ParameterException naming the option that is wrong
     */
    Backend read() {
        if (!mode.isEmpty()) {
            return known("--iptables-mode", mode, "legacy, nft or plain", Backend.ofMode(mode));
        }
        Backend byProgram = program.isEmpty()
                ? null
                : known(
                        "--firewall-bin-path",
                        program,
                        "iptables-legacy, iptables-nft or iptables",
                        Backend.ofProgram(program, false));
        Backend bySave = saveProgram.isEmpty()
                ? null
                : known(
                        "--firewall-save-bin-path",
                        saveProgram,
                        "iptables-legacy-save, iptables-nft-save or iptables-save",
                        Backend.ofProgram(saveProgram, true));
        if (byProgram != null && bySave != null && byProgram != bySave) {
            throw wrong("--firewall-save-bin-path", saveProgram, byProgram.saveProgram(IpFamily.IPV4));
        }
        return byProgram != null ? byProgram : bySave != null ? bySave : Backend.LEGACY;
    }

    private Backend known(String option, String value, String expected, @Nullable Backend backend) {
        if (backend == null) {
            throw wrong(option, value, expected);
        }
        return backend;
    }

    private ParameterException wrong(String option, String value, String expected) {
        return new ParameterException(
                Objects.requireNonNull(spec).commandLine(), option + ": " + value + " (expected: " + expected + ")");
    }
}
