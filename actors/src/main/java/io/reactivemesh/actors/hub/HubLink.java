package io.reactivemesh.actors.hub;

import io.reactivemesh.actors.entity.Entity;
import io.reactivemesh.actors.entity.Timing;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/** Keeps one hub connected to its entity: asks until it is answered, and again when the entity went away. Ends with an idle hub. */
final class HubLink extends AbstractBehavior<HubLink.Command> {
    /** What a link is told. */
    sealed interface Command {}

    private record Heard(Entity.Published published) implements Command {}

    private record Ask() implements Command {}

    private record IdleCheck() implements Command {}

    /** The node's side of the link. */
    interface Local {
        void published(Entity.Published published);

        /** True = nobody looks any more and it is closed. */
        boolean closeIfIdle();
    }

    private final Local hub;
    private final Consumer<Entity.Command> entity;
    private final ActorRef<Entity.Published> self;
    private final TimerScheduler<Command> timers;
    private final Timing timing;
    private @Nullable ActorRef<Entity.Command> incarnation;

    private HubLink(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Local hub,
            Consumer<Entity.Command> entity,
            Timing timing) {
        super(context);
        this.timers = timers;
        this.hub = hub;
        this.entity = entity;
        this.timing = timing;
        this.self = context.messageAdapter(Entity.Published.class, Heard::new);
        timers.startTimerWithFixedDelay(new IdleCheck(), timing.linger());
        ask();
    }

    static Behavior<Command> create(Local hub, Consumer<Entity.Command> entity, Timing timing) {
        Behavior<Command> link = Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new HubLink(context, timers, hub, entity, timing)));
        return Behaviors.supervise(link)
                .onFailure(SupervisorStrategy.restartWithBackoff(
                        timing.retry(), timing.retry().multipliedBy(10), 0.2));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onMessage)
                .onSignal(Terminated.class, _ -> onEntityGone())
                .build();
    }

    private Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Heard(Entity.Published published) -> onHeard(published);
            case Ask _ -> onAsk();
            case IdleCheck _ -> onIdleCheck();
        };
    }

    private Behavior<Command> onHeard(Entity.Published published) {
        if (!published.entity().equals(incarnation)) {
            if (incarnation != null) {
                getContext().unwatch(incarnation);
            }
            incarnation = published.entity();
            getContext().watch(published.entity());
        }
        hub.published(published);
        return this;
    }

    private Behavior<Command> onAsk() {
        if (incarnation == null) {
            ask();
        }
        return this;
    }

    private void ask() {
        entity.accept(new Entity.Watch(self));
        timers.startSingleTimer(new Ask(), timing.retry());
    }

    private Behavior<Command> onEntityGone() {
        incarnation = null;
        timers.startSingleTimer(new Ask(), timing.retry().dividedBy(10));
        return this;
    }

    private Behavior<Command> onIdleCheck() {
        if (!hub.closeIfIdle()) {
            return this;
        }
        entity.accept(new Entity.Unwatch(self));
        return Behaviors.stopped();
    }
}
