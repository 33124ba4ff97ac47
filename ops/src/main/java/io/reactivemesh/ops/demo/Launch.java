package io.reactivemesh.ops.demo;

import java.util.List;
import java.util.Map;

/**
 * A process to be started.
 *
 * @param environment added to our own
 */
record Launch(List<String> command, Map<String, String> environment) implements Sandbox.Start {
    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
