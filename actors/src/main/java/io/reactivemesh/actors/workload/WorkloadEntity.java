package io.reactivemesh.actors.workload;

import io.reactivemesh.actors.entity.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The sharded entity of one pod or external workload, by {@link WorkloadId#toString}. */
public final class WorkloadEntity {
    public static final EntityTypeKey<Entity.Command> TYPE = EntityTypeKey.create(Entity.Command.class, "workload");

    private WorkloadEntity() {}

    /** Makes this node able to hold such entities. */
    public static void init(ClusterSharding sharding, Entity.Surroundings around) {
        Entity.init(sharding, TYPE, new WorkloadModel(), around);
    }
}
