package io.reactivemesh.ops.install;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of {@code ops/deploy}, which are on the class path, as objects. */
final class Templates {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Templates() {}

    /**
     * The objects of a file, in its order, aliases written out; the caller's own, to be changed at will.
     *
     * @param file below {@code ops/deploy}
     */
    static List<ObjectNode> read(String file) {
        try (InputStream yaml = Templates.class.getResourceAsStream("deploy/" + file)) {
            if (yaml == null) {
                throw new IllegalStateException("ops/deploy/" + file + " is not in this build");
            }
            List<ObjectNode> objects = new ArrayList<>();
            for (Object document :
                    new Load(LoadSettings.builder().setLabel(file).build()).loadAllFromInputStream(yaml)) {
                objects.add(JSON.valueToTree(document));
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read ops/deploy/" + file, e);
        }
    }
}
