package io.reactivemesh.ops.controller;

import io.reactivemesh.discovery.port.EndpointSource;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource;
import io.reactivemesh.discovery.port.RoutePolicySource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/** The state behind the servers of a control-plane node. Any thread. */
interface ControllerNode extends AutoCloseable {
    EndpointSource endpoints();

    ProfileSource profiles();

    RoutePolicySource policies();

    HistorySource history();

    /** How it stands at this moment. */
    NodeHealth health();

    /** Completes when it knows all that its source holds. */
    CompletionStage<?> ready();

    /** What the servers run in; ends with the node. */
    ActorSystem<?> system();

    /** Leaves its source, records what is left to record, and ends its actor system. Blocks; idempotent. */
    @Override
    void close();
}
