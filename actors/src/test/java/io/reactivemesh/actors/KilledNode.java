package io.reactivemesh.actors;

import static io.reactivemesh.actors.Documents.pod;
import static io.reactivemesh.actors.Documents.web;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, to be killed: says so when everything is recorded, and then waits for it. */
final class KilledNode {
    static final String RECORDED = "recorded";

    private KilledNode() {}

    public static void main(String[] args) throws Exception {
        ScriptedSource source = new ScriptedSource();
        MeshNode node = MeshNode.start(TestNodes.inDirectory(Path.of(args[0])), source);
        source.list(web(pod("10.0.0.1", "web-1")));
        source.edit(web(pod("10.0.0.1", "web-1"), pod("10.0.0.2", "web-2")));
        node.applied().toCompletableFuture().get(60, TimeUnit.SECONDS);
        node.drained().toCompletableFuture().get(60, TimeUnit.SECONDS);
        System.out.println(RECORDED);
        new CountDownLatch(1).await();
    }
}
