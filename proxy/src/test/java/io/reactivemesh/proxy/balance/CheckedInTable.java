package io.reactivemesh.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Results of a simulation that are kept beside its test and shown in the README; {@code -Dmesh.simulation.record=true} writes them anew. */
record CheckedInTable(String name) {

    /** Fails unless this is what is checked in, to the digit. */
    void check(String computed) throws IOException {
        if (Boolean.getBoolean("mesh.simulation.record")) {
            Path file = Path.of("src/test/resources/io/reactivemesh/proxy/balance", name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, computed);
        }
        assertThat(computed).isEqualTo(checkedIn());
    }

    /** Fails unless the README shows them. */
    void checkReadme() throws IOException {
        assertThat(Files.readString(Path.of("README.md"))).contains(checkedIn().strip());
    }

    private String checkedIn() throws IOException {
        try (InputStream in = CheckedInTable.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(in, name + ": not among the test resources")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        }
    }
}
