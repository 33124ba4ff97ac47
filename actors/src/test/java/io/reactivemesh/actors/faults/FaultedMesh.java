package io.reactivemesh.actors.faults;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.grpc.ManagedChannel;
import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.ServedNode;
import io.reactivemesh.actors.TestNodes;
import io.reactivemesh.actors.kube.KubernetesAccess;
import io.reactivemesh.actors.kube.KubernetesObserver;
import io.reactivemesh.actors.kube.KubernetesSource;
import io.reactivemesh.actors.kube.KubernetesSourceConfig;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** A control plane that reads its API server through a fault proxy, impatient enough for tests, and one connection of a proxy to it. */
final class FaultedMesh implements AutoCloseable {
    private final Path tokenFile;
    private final FaultProxy faults;
    private final KubernetesSource source;
    private final ServedNode served;

    private String token = "token-0";

    /**
     * Starts everything, and returns when the source has listed.
     *
     * @param backend closed with it
     * @param directory for the token of the control plane
     */
    FaultedMesh(
            ApiBackend backend, long seed, KubernetesSourceConfig config, KubernetesObserver observer, Path directory) {
        tokenFile = directory.resolve("token");
        faults = new FaultProxy(backend, seed);
        renewToken();
        Config access = new ConfigBuilder(Config.empty())
                .withMasterUrl(faults.address().toString())
                .withOauthTokenProvider(() -> read(tokenFile))
                .build();
        source = KubernetesSource.of(KubernetesAccess.of(access), config, TranslationConfig.DEFAULT, observer);
        served = ServedNode.start(TestNodes.inMemory("faults-" + UUID.randomUUID()), source);
        Awaiting.until(() -> source.status().complete(), Boolean::booleanValue);
    }

    FaultProxy faults() {
        return faults;
    }

    KubernetesSource source() {
        return source;
    }

    ManagedChannel channel() {
        return served.channel();
    }

    /** The token is refused from now on, and a kubelet has not written the next one yet. */
    void expireToken() {
        token = "token-" + UUID.randomUUID();
        faults.accept(token);
    }

    /** Ends all faults, those of the token too. */
    void heal() {
        faults.heal();
        renewToken();
    }

    private void renewToken() {
        faults.accept(token);
        try {
            Path next = Files.writeString(tokenFile.resolveSibling("next-token"), token);
            Files.move(next, tokenFile, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        served.close();
        faults.close();
    }
}
