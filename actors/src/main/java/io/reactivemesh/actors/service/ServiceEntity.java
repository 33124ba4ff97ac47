package io.reactivemesh.actors.service;

import io.reactivemesh.actors.entity.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The sharded entity of one Service, by {@code namespace/name}: who serves it, its profiles, and its routes. */
public final class ServiceEntity {
    public static final EntityTypeKey<Entity.Command> TYPE = EntityTypeKey.create(Entity.Command.class, "service");

    private ServiceEntity() {}

    /** Makes this node able to hold such entities. */
    public static void init(ClusterSharding sharding, Entity.Surroundings around) {
        Entity.init(sharding, TYPE, new ServiceModel(), around);
    }
}
