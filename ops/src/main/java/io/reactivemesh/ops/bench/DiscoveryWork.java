package io.reactivemesh.ops.bench;

/**
 * The work of {@code mesh bench discovery}.
 *
 * @param streams {@code Destination.Get} streams
 * @param connections that carry them
 * @param services Services in the cluster
 * @param endpoints meshed pods of each Service
 * @param watchers streams that watch the one Service that changes
 * @param changes of one endpoint, which goes and comes back in turn
 * @param rounds times that the streams are opened, the changes made and the streams closed; the last round counts
 */
record DiscoveryWork(int streams, int connections, int services, int endpoints, int watchers, int changes, int rounds) {
    DiscoveryWork {
        require(streams >= 1, "--streams", streams, "at least 1");
        require(connections >= 1 && connections <= streams, "--connections", connections, "1.." + streams);
        require(services >= 1 && services <= 50_000, "--services", services, "1..50000");
        require(endpoints >= 1 && endpoints <= 1000, "--endpoints", endpoints, "1..1000");
        require(watchers >= 1 && watchers <= streams, "--watchers", watchers, "1.." + streams);
        require(watchers == streams || services > 1, "--watchers", watchers, streams + ", with a single Service");
        require(changes >= 2 && changes % 2 == 0, "--changes", changes, "an even number: what goes comes back");
        require(rounds >= 1, "--rounds", rounds, "at least 1");
    }

    /** Number of the Service that a stream watches. */
    int serviceOf(int stream) {
        return stream < watchers ? 0 : 1 + (stream - watchers) % (services - 1);
    }

    private static void require(boolean holds, String option, int value, String expected) {
        if (!holds) {
            throw new BenchFailure(option + ": " + value + " (expected: " + expected + ")");
        }
    }
}
