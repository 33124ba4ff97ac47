package io.reactivemesh.ops.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Tables of tests, which are YAML among the test resources. */
public final class Tables {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Tables() {}

    /**
     * The rows of a file.
     *
     * @param file from the root of the class path, {@code /crds/accepted.yaml}
     */
    public static JsonNode rows(String file) {
        try (InputStream yaml = Tables.class.getResourceAsStream(file)) {
            return JSON.valueToTree(
                    new Load(LoadSettings.builder().setLabel(file).build())
                            .loadFromInputStream(Objects.requireNonNull(yaml, file)));
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    /** A row with a namespace wherever it says {@code NAMESPACE}. */
    public static JsonNode in(String namespace, JsonNode row) {
        try {
            return JSON.readTree(row.toString().replace("NAMESPACE", namespace));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
