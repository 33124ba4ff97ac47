package io.reactivemesh.ops.controller;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where Kubernetes objects come from. */
public sealed interface SourceChoice {
    /**
     * The Kubernetes API.
     *
     * @param kubeconfig null = in a pod its ServiceAccount, elsewhere {@code KUBECONFIG} or {@code ~/.kube/config}
     * @param context null = the current one of the kubeconfig file
     */
    record Kubernetes(@Nullable Path kubeconfig, @Nullable String context) implements SourceChoice {}

    /** A folder or file of manifests, watched. */
    record Manifests(Path path) implements SourceChoice {}

    /** Manifests on standard input, read once. */
    record StandardInput() implements SourceChoice {}

    /**
     * Reads what was written.
     *
     * @param kubeconfig empty = not said
     * @param context empty = not said
     * @throws IllegalArgumentException {@code source: '…' (expected: …)}
     */
    static SourceChoice of(String source, String kubeconfig, String context) {
        return switch (source) {
            case "" ->
                throw new IllegalArgumentException("source: '' (expected: kube, a folder or file of manifests, or -)");
            case "kube" ->
                new Kubernetes(kubeconfig.isEmpty() ? null : Path.of(kubeconfig), context.isEmpty() ? null : context);
            case "-" -> new StandardInput();
            default -> new Manifests(existing(source));
        };
    }

    private static Path existing(String source) {
        try {
            Path path = Path.of(source);
            if (Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException _) {
            // Then there is no such file either.
        }
        throw new IllegalArgumentException(
                "source: '" + source + "' does not exist (expected: kube, a folder or file of manifests, or -)");
    }
}
