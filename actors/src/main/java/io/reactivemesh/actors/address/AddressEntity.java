package io.reactivemesh.actors.address;

import io.reactivemesh.actors.entity.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** The sharded entity of one IP address: who owns it. */
public final class AddressEntity {
    public static final EntityTypeKey<Entity.Command> TYPE = EntityTypeKey.create(Entity.Command.class, "address");

    private AddressEntity() {}

    /** Makes this node able to hold such entities. */
    public static void init(ClusterSharding sharding, Entity.Surroundings around) {
        Entity.init(sharding, TYPE, new AddressModel(), around);
    }
}
