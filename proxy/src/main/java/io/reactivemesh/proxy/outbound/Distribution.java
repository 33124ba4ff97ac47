package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.Spread.Pick;
import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.FailFast.Room;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Spreads calls over backends: over those that have room, else over those where a call may at least wait; sheds when there are none
 * of these either. Event loop only.
 *
 * @param <C> the kind of call
 */
final class Distribution<C extends Call> implements Service<C> {

    /** A backend and its share. */
    record Weighted<C extends Call>(Backend<C> backend, int weight) {}

    private final Pick pick;
    private final List<Weighted<C>> backends;
    private final RandomGenerator random;

    /** Creates a distribution; {@code random} draws among weights. */
    Distribution(Pick pick, List<Weighted<C>> backends, RandomGenerator random) {
        this.pick = pick;
        this.backends = List.copyOf(backends);
        this.random = random;
    }

    @Override
    public void call(C call) {
        switch (pick) {
            case NONE -> call.refuse(Refusal.UNAVAILABLE);
            case FIRST_AVAILABLE -> callFirst(call);
            case RANDOM_AVAILABLE -> callRandom(call);
        }
    }

    /** Whether a call would find a backend that is not shut. */
    boolean available() {
        for (Weighted<C> each : backends) {
            boolean counts = pick == Pick.FIRST_AVAILABLE || each.weight() != 0;
            if (counts && each.backend().room().get() != Room.SHUT) {
                return true;
            }
        }
        return false;
    }

    private void callFirst(C call) {
        Backend<C> full = null;
        for (Weighted<C> each : backends) {
            Room room = each.backend().room().get();
            if (room == Room.FREE) {
                each.backend().service().call(call);
                return;
            }
            if (room == Room.FULL && full == null) {
                full = each.backend();
            }
        }
        if (full == null) {
            call.refuse(Refusal.UNAVAILABLE);
        } else {
            full.service().call(call);
        }
    }

    private void callRandom(C call) {
        Room room = Room.FREE;
        long total = total(room);
        if (total == 0) {
            room = Room.FULL;
            total = total(room);
        }
        if (total == 0) {
            call.refuse(Refusal.UNAVAILABLE);
            return;
        }
        long ticket = random.nextLong(total);
        for (Weighted<C> each : backends) {
            ticket -= weight(each, room);
            if (ticket < 0) {
                each.backend().service().call(call);
                return;
            }
        }
    }

    private long total(Room room) {
        long total = 0;
        for (Weighted<C> each : backends) {
            total += weight(each, room);
        }
        return total;
    }

    /** The weight of a backend if it has just that much room. */
    private static <C extends Call> long weight(Weighted<C> weighted, Room room) {
        return weighted.backend().room().get() == room ? Integer.toUnsignedLong(weighted.weight()) : 0;
    }
}
