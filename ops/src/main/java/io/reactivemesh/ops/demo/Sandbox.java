package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.demo.app.DemoApp;

/** The place of one pod: how its proxy and its containers are started there. Main thread only. */
interface Sandbox extends AutoCloseable {
    /** How a container is started. */
    sealed interface Start permits Launch, InProcess {}

    /** A known image, inside the demo's own process. */
    record InProcess(DemoApp.Container where) implements Start {}

    /** The pod's proxy. For equal plans equal, so that a change can be told from none. */
    Launch proxy(PodPlan plan);

    /**
     * A container.
     *
     * @param container has a command, or an image that {@link DemoApp#knows}
     */
    Start container(PodPlan plan, PodPlan.Container container);

    /** Gives the place up; its processes have ended, or are about to. */
    @Override
    void close();
}
