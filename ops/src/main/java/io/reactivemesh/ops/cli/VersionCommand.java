package io.reactivemesh.ops.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh version}. Exit code 0. */
@Command(name = "version", description = "Prints the version of this command.")
final class VersionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(names = "--short", description = "Only the version number.")
    private boolean brief;

    @Override
    public void run() {
        spec.commandLine().getOut().println(brief ? Version.number() : "Client version: " + Version.number());
    }

    /** Where the version comes from: the manifest of the jar. */
    static final class Version implements IVersionProvider {
        static String number() {
            String version = MeshMain.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"mesh " + number()};
        }
    }
}
