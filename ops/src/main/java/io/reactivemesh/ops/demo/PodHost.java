package io.reactivemesh.ops.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What pods run on: this machine as it is, or namespaces of it. Main thread only. */
interface PodHost {
    /** A pod cannot be given a place; the message says why. */
    final class NoRoom extends Exception {
        private static final long serialVersionUID = 1;

        NoRoom(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Where pods find the control plane, and where it listens. */
    ControlPlane controlPlane();

    /** The manifests as they are valid here: what the control plane is told to read, and the demo reads. */
    Path manifests();

    /**
     * Brings {@link #manifests} up to date.
     *
     * @throws IOException when they cannot be read or written
     */
    void refresh() throws IOException;

    /** Whether a pod may have an address here. */
    boolean accepts(String podIp);

    /** Which addresses those are, for people. */
    String acceptedAddresses();

    /** Why a pod cannot run here at present; null when it can. */
    @Nullable
    String problem(PodPlan plan);

    /** Makes the place for a pod that has no {@link #problem}. */
    Sandbox open(PodPlan plan) throws NoRoom, InterruptedException;

    /**
     * Takes in the Services that there are, for pods to call by their names.
     *
     * @throws IOException when it cannot be made known to pods
     */
    void resolve(List<ServicePlan> services) throws IOException;

    /** What a person may try while pods run. */
    List<String> hints(String launcher);
}
