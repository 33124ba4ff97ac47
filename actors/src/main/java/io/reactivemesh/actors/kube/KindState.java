package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.kube.KubernetesStatus.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How reading one kind goes. Any thread. */
final class KindState {
    private static final Logger log = LoggerFactory.getLogger(KindState.class);

    private final Resource resource;
    private boolean listed;
    private boolean absent;
    private String trouble = "";

    KindState(Resource resource) {
        this.resource = resource;
    }

    synchronized void listed() {
        listed = true;
        absent = false;
    }

    synchronized void absent() {
        if (!absent) {
            log.atInfo()
                    .addKeyValue(LogKeys.RESOURCE, resource.words())
                    .log("not in this cluster; looked for again and again");
        }
        listed = true;
        absent = true;
        trouble = "";
    }

    /** A watch is open: all is well. */
    synchronized void watching() {
        if (!trouble.isEmpty()) {
            log.atInfo().addKeyValue(LogKeys.RESOURCE, resource.words()).log("read again");
        }
        trouble = "";
    }

    synchronized void failed(String words) {
        if (!words.equals(trouble)) {
            log.atWarn()
                    .addKeyValue(LogKeys.RESOURCE, resource.words())
                    .addKeyValue(LogKeys.REASON, words)
                    .log("can't be read; tried again and again");
        }
        trouble = words;
    }

    synchronized KubernetesStatus.Kind status(int objects) {
        Phase phase = !listed ? Phase.LISTING : absent ? Phase.ABSENT : trouble.isEmpty() ? Phase.CURRENT : Phase.STALE;
        return new KubernetesStatus.Kind(resource.kind(), phase, objects, trouble);
    }
}
