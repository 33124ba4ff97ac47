package io.reactivemesh.actors;

import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceModel;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The model of Services, and how often it copied a state to apply events to it. */
public final class CountingModel implements Model<ServiceDocument> {
    private final ServiceModel model = new ServiceModel();
    private final AtomicInteger copies = new AtomicInteger();

    public int copies() {
        return copies.get();
    }

    @Override
    public HistorySource.Kind kind() {
        return model.kind();
    }

    @Override
    public Class<ServiceDocument> type() {
        return model.type();
    }

    @Override
    public ServiceDocument absent(String id) {
        return model.absent(id);
    }

    @Override
    public List<Event> decide(ServiceDocument state, ServiceDocument observed, String origin) {
        return model.decide(state, observed, origin);
    }

    @Override
    public ServiceDocument apply(ServiceDocument state, List<Event> events) {
        copies.incrementAndGet();
        return model.apply(state, events);
    }
}
