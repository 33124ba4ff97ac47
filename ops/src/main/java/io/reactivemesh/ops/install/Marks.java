package io.reactivemesh.ops.install;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What every object of an installation carries: whose it is, and who rendered it. Upgrades and removal go by it. */
final class Marks {
    private Marks() {}

    /** Sets them; returns the object. */
    static ObjectNode set(ObjectNode object, InstallValues values) {
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.withObjectProperty("annotations").put("linkerd.io/created-by", values.createdBy());
        metadata.withObjectProperty("labels").put("linkerd.io/control-plane-ns", values.namespace());
        return object;
    }
}
