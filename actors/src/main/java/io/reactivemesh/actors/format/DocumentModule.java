package io.reactivemesh.actors.format;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.address.AddressEvent;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.journal.Gap;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceEvent;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadEvent;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.RequestMatch;
import io.reactivemesh.discovery.model.ResponseMatch;
import io.reactivemesh.discovery.model.TlsIdentity;
import java.io.IOException;

/**
 * Teaches Jackson our vocabulary: addresses as text, and a name for each kind of each sealed type. The names are part of the format of the
 * log: never change one, never use one again.
 */
public final class DocumentModule extends SimpleModule {
    private static final long serialVersionUID = 1;

    /** The module, for Pekko's configuration to find. */
    public DocumentModule() {
        super("reactive-mesh");
    }

    @Override
    public void setupModule(SetupContext context) {
        addSerializer(IpAddress.class, new IpWriter());
        addDeserializer(IpAddress.class, new IpReader());
        addKeySerializer(IpAddress.class, new IpKeyWriter());
        addKeyDeserializer(IpAddress.class, new IpKeyReader());
        super.setupModule(context);
        context.setMixInAnnotations(Document.class, Documents.class);
        context.setMixInAnnotations(Event.class, Events.class);
        context.setMixInAnnotations(AddressDocument.Owner.class, Owners.class);
        context.setMixInAnnotations(TlsIdentity.class, Identities.class);
        context.setMixInAnnotations(RequestMatch.class, RequestMatches.class);
        context.setMixInAnnotations(ResponseMatch.class, ResponseMatches.class);
        RouteFormat.register(context);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ServiceDocument.class, name = "service"),
        @JsonSubTypes.Type(value = WorkloadDocument.class, name = "workload"),
        @JsonSubTypes.Type(value = AddressDocument.class, name = "address")
    })
    private interface Documents {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Gap.class, name = "gap"),
        @JsonSubTypes.Type(value = ServiceEvent.KindSet.class, name = "service.kind-set"),
        @JsonSubTypes.Type(value = ServiceEvent.Deleted.class, name = "service.deleted"),
        @JsonSubTypes.Type(value = ServiceEvent.PortSetTo.class, name = "service.port-set"),
        @JsonSubTypes.Type(value = ServiceEvent.PortRemoved.class, name = "service.port-removed"),
        @JsonSubTypes.Type(value = ServiceEvent.OpaquePortsSet.class, name = "service.opaque-ports-set"),
        @JsonSubTypes.Type(value = ServiceEvent.TrafficPolicySet.class, name = "service.traffic-policy-set"),
        @JsonSubTypes.Type(value = ServiceEvent.RemoteDiscoverySet.class, name = "service.remote-discovery-set"),
        @JsonSubTypes.Type(value = ServiceEvent.MemberSet.class, name = "service.member-set"),
        @JsonSubTypes.Type(value = ServiceEvent.MemberRemoved.class, name = "service.member-removed"),
        @JsonSubTypes.Type(value = ServiceEvent.ProfileSet.class, name = "service.profile-set"),
        @JsonSubTypes.Type(value = ServiceEvent.ProfileRemoved.class, name = "service.profile-removed"),
        @JsonSubTypes.Type(value = ServiceEvent.OutboundSettingsSet.class, name = "service.outbound-settings-set"),
        @JsonSubTypes.Type(value = ServiceEvent.RouteSet.class, name = "service.route-set"),
        @JsonSubTypes.Type(value = ServiceEvent.RouteRemoved.class, name = "service.route-removed"),
        @JsonSubTypes.Type(value = WorkloadEvent.Appeared.class, name = "workload.appeared"),
        @JsonSubTypes.Type(value = WorkloadEvent.Changed.class, name = "workload.changed"),
        @JsonSubTypes.Type(value = WorkloadEvent.AddressesChanged.class, name = "workload.addresses-changed"),
        @JsonSubTypes.Type(value = WorkloadEvent.Gone.class, name = "workload.gone"),
        @JsonSubTypes.Type(value = AddressEvent.OwnersChanged.class, name = "address.owners-changed")
    })
    private interface Events {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = AddressDocument.Owner.Service.class, name = "service"),
        @JsonSubTypes.Type(value = AddressDocument.Owner.Workload.class, name = "workload"),
        @JsonSubTypes.Type(value = AddressDocument.Owner.HostPort.class, name = "host-port")
    })
    private interface Owners {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = TlsIdentity.Dns.class, name = "dns"),
        @JsonSubTypes.Type(value = TlsIdentity.Uri.class, name = "uri")
    })
    private interface Identities {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = RequestMatch.All.class, name = "all"),
        @JsonSubTypes.Type(value = RequestMatch.Any.class, name = "any"),
        @JsonSubTypes.Type(value = RequestMatch.Not.class, name = "not"),
        @JsonSubTypes.Type(value = RequestMatch.Path.class, name = "path"),
        @JsonSubTypes.Type(value = RequestMatch.Method.class, name = "method")
    })
    private interface RequestMatches {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "@")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ResponseMatch.All.class, name = "all"),
        @JsonSubTypes.Type(value = ResponseMatch.Any.class, name = "any"),
        @JsonSubTypes.Type(value = ResponseMatch.Not.class, name = "not"),
        @JsonSubTypes.Type(value = ResponseMatch.Status.class, name = "status")
    })
    private interface ResponseMatches {}

    private static final class IpWriter extends StdSerializer<IpAddress> {
        private static final long serialVersionUID = 1;

        IpWriter() {
            super(IpAddress.class);
        }

        @Override
        public void serialize(IpAddress ip, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(ip.toString());
        }
    }

    private static final class IpReader extends StdDeserializer<IpAddress> {
        private static final long serialVersionUID = 1;

        IpReader() {
            super(IpAddress.class);
        }

        @Override
        public IpAddress deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return IpAddress.parse(in.getValueAsString());
        }
    }

    private static final class IpKeyWriter extends StdSerializer<IpAddress> {
        private static final long serialVersionUID = 1;

        IpKeyWriter() {
            super(IpAddress.class);
        }

        @Override
        public void serialize(IpAddress ip, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeFieldName(ip.toString());
        }
    }

    private static final class IpKeyReader extends KeyDeserializer {
        @Override
        public IpAddress deserializeKey(String key, DeserializationContext context) {
            return IpAddress.parse(key);
        }
    }
}
