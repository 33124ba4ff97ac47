package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesListBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Objects as files, a Service with its pods in one and its EndpointSlice in another; a change is the rename of a file. */
final class FolderCluster implements DiscoveryCluster {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final DiscoveryObjects objects;

    private FolderCluster(Path folder, DiscoveryObjects objects) {
        this.folder = folder;
        this.objects = objects;
    }

    /** Writes all objects of some Services into a folder that is, or becomes, empty of anything else. */
    static FolderCluster create(Path folder, int services, int endpoints) throws IOException {
        FolderCluster cluster =
                new FolderCluster(Files.createDirectories(folder), new DiscoveryObjects("mesh-bench", endpoints));
        for (int i = 0; i < services; i++) {
            List<HasMetadata> ofService = new ArrayList<>(cluster.objects.pods(i));
            ofService.addFirst(cluster.objects.service(i));
            cluster.put("web-" + i + ".json", ofService);
            cluster.put(sliceFile(i), List.of(cluster.objects.slice(i, true)));
        }
        return cluster;
    }

    @Override
    public DiscoveryObjects objects() {
        return objects;
    }

    @Override
    public Written write(boolean whole) throws IOException {
        Path written = temporary(List.of(objects.slice(0, whole)));
        long began = System.nanoTime();
        move(written, sliceFile(0));
        return new Written(began, System.nanoTime(), OptionalLong.empty());
    }

    @Override
    public String source() {
        return folder.toString();
    }

    private static String sliceFile(int service) {
        return "web-" + service + "-slice.json";
    }

    private void put(String file, List<HasMetadata> content) throws IOException {
        move(temporary(content), file);
    }

    /** Names with a dot in front are passed over by whoever reads the folder. */
    private Path temporary(List<HasMetadata> content) throws IOException {
        String text = JSON.writeValueAsString(
                new KubernetesListBuilder().addAllToItems(content).build());
        return Files.writeString(folder.resolve(".next"), text);
    }

    private void move(Path written, String file) throws IOException {
        Files.move(written, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    /** Deletes a folder and all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
