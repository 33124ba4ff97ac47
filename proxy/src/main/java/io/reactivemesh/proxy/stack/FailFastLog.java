package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.admin.Labels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log is told of the gates of queues, in the words that operators look for. */
public final class FailFastLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailFast.class);
    private static final String QUEUE = "queue";

    private FailFastLog() {}

    /** Who comes is refused from now on. */
    public static void entered(Labels queue) {
        LOG.atWarn().addKeyValue(QUEUE, queue.text()).log("Unavailable; entering failfast");
    }

    /** Who comes is served again. */
    public static void exited(Labels queue) {
        LOG.atInfo().addKeyValue(QUEUE, queue.text()).log("Available; exited failfast");
    }
}
