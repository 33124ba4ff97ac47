package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.NameSuffixes;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Destinations;
import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.wire.destination.DestinationProfile;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outbound policies over gRPC: what is asked, what the answers and the refusals become, what stays while nobody answers. */
class PolicyWatchIT {

    private static final InetSocketAddress ADDRESS = new InetSocketAddress("10.96.0.10", 80);
    private static final String PATH = "10.96.0.10:80";

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Metrics metrics = new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(10));
    private final BlockingQueue<PolicyUpdate> told = new LinkedBlockingQueue<>();
    private FakePolicies policies;
    private FakeDestination destinations;
    private GrpcDiscovery discovery;

    @BeforeEach
    void start() throws Exception {
        policies = new FakePolicies();
        destinations = new FakeDestination();
        ControlAddress destination = new ControlAddress("127.0.0.1", destinations.port(), null);
        ControlAddress policy = new ControlAddress("127.0.0.1", policies.port(), null);
        discovery = new GrpcDiscovery(
                new Destinations(
                        destination,
                        "",
                        NameSuffixes.parse("svc.cluster.local"),
                        List.of(),
                        Duration.ofMillis(500),
                        StreamLimits.NONE),
                new ProxyConfig.Policy(policy, "{\"ns\":\"ns\",\"pod\":\"p\"}"),
                WireFixture.service(metrics, "destination", destination),
                WireFixture.service(metrics, "policy", policy),
                WireFixture.channels(group.next()),
                new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1), 0),
                new SplittableRandom(1));
    }

    @AfterEach
    void stop() throws Exception {
        discovery.close();
        policies.kill();
        destinations.kill();
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private Discovery.Subscription watch(String path, @Nullable InetSocketAddress address) {
        return discovery.watchPolicy(path, address, Runnable::run, told::add);
    }

    private PolicyUpdate next() throws InterruptedException {
        PolicyUpdate update = told.poll(20, TimeUnit.SECONDS);
        assertThat(update).as("an answer within 20 s").isNotNull();
        return update;
    }

    @Test
    void anAddressIsAskedForWithTheWorkload() throws Exception {
        policies.say(PolicyFixture.detect("one"));

        try (Discovery.Subscription _ = watch(PATH, ADDRESS)) {
            assertThat(next())
                    .isInstanceOfSatisfying(
                            PolicyUpdate.Policy.class,
                            policy -> assertThat(policy.parent())
                                    .isEqualTo(new ResourceRef("core", "Service", "emojivoto", "one", "80", "")));
            assertThat(policies.requests()).singleElement().satisfies(spec -> {
                assertThat(spec.getSourceWorkload()).isEqualTo("{\"ns\":\"ns\",\"pod\":\"p\"}");
                assertThat(EndpointMapping.address(spec.getAddr())).isEqualTo(ADDRESS);
            });
        }
    }

    @Test
    void aNameIsAskedForAsAnAuthorityIfItMayBeLookedUp() throws Exception {
        policies.say(PolicyFixture.detect("one"));

        try (Discovery.Subscription _ = watch("web.ns.svc.cluster.local:80", null);
                Discovery.Subscription _ = watch("example.com:80", null)) {
            assertThat(List.of(next(), next())).contains(new PolicyUpdate.None());
            assertThat(policies.requests())
                    .singleElement()
                    .satisfies(spec -> assertThat(spec.getAuthority()).isEqualTo("web.ns.svc.cluster.local:80"));
        }
    }

    @Test
    void onlyWhatChangesIsTold() throws Exception {
        policies.say(PolicyFixture.detect("one"));
        try (Discovery.Subscription _ = watch(PATH, ADDRESS)) {
            PolicyUpdate first = next();
            policies.say(PolicyFixture.detect("one"));
            policies.say(PolicyFixture.detect("two"));

            assertThat(next()).isNotEqualTo(first);
            assertThat(told).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.Code.class,
            names = {"NOT_FOUND", "UNIMPLEMENTED"})
    void whereThereIsNoPolicyNobodyWaitsForOne(Status.Code code) throws Exception {
        policies.refuse(code.toStatus());

        try (Discovery.Subscription _ = watch(PATH, ADDRESS)) {
            assertThat(next()).isEqualTo(new PolicyUpdate.None());
        }
    }

    /** A control plane that serves no policies leaves profiles as they were. */
    @Test
    void profilesComeWithoutAPolicyService() throws Exception {
        policies.refuse(Status.UNIMPLEMENTED);
        destinations.profile(
                "web.ns.svc.cluster.local:80",
                DestinationProfile.newBuilder()
                        .setFullyQualifiedName("web.ns.svc.cluster.local")
                        .build());
        BlockingQueue<ProfileUpdate> profiles = new LinkedBlockingQueue<>();

        try (Discovery.Subscription _ =
                discovery.watchProfile("web.ns.svc.cluster.local:80", Runnable::run, profiles::add)) {
            assertThat(profiles.poll(20, TimeUnit.SECONDS)).isInstanceOf(ProfileUpdate.Profile.class);
        }
    }

    @Test
    void aRefusalIsTold() throws Exception {
        policies.refuse(Status.INVALID_ARGUMENT.withDescription("no such thing"));

        try (Discovery.Subscription _ = watch(PATH, ADDRESS)) {
            assertThat(next()).isEqualTo(new PolicyUpdate.Refused("INVALID_ARGUMENT: no such thing"));
        }
    }

    @Test
    void whatIsOnlyUnavailableIsAskedForAgain() throws Exception {
        policies.refuse(Status.UNAVAILABLE);
        try (Discovery.Subscription _ = watch(PATH, ADDRESS)) {
            for (int i = 0; i < 1000 && policies.requests().size() < 2; i++) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            policies.say(PolicyFixture.detect("one"));

            assertThat(next()).isInstanceOf(PolicyUpdate.Policy.class);
        }
    }

    @Test
    void theLastAnswerStaysWhileTheServiceIsAway() throws Exception {
        policies.say(PolicyFixture.detect("one"));
        int port = policies.port();
        try (Discovery.Subscription _ = watch(PATH, ADDRESS)) {
            PolicyUpdate first = next();
            policies.kill();
            BlockingQueue<PolicyUpdate> later = new LinkedBlockingQueue<>();
            try (Discovery.Subscription _ = discovery.watchPolicy(PATH, ADDRESS, Runnable::run, later::add)) {
                assertThat(later.poll(20, TimeUnit.SECONDS)).isEqualTo(first);
            }
            policies.restart(port);
            policies.say(PolicyFixture.detect("two"));

            assertThat(next()).isNotEqualTo(first);
        }
    }

    @Test
    void theLastAnswerStaysWhenARestartedServiceDoesNotKnowAnyMore() throws Exception {
        policies.say(PolicyFixture.detect("one"));
        int port = policies.port();
        try (Discovery.Subscription _ = watch(PATH, ADDRESS)) {
            PolicyUpdate first = next();
            policies.kill();
            policies.refuse(Status.NOT_FOUND);
            policies.restart(port);
            for (int i = 0; i < 2000 && policies.requests().size() < 2; i++) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(policies.requests()).hasSize(2);

            BlockingQueue<PolicyUpdate> later = new LinkedBlockingQueue<>();
            try (Discovery.Subscription _ = discovery.watchPolicy(PATH, ADDRESS, Runnable::run, later::add)) {
                assertThat(later.poll(20, TimeUnit.SECONDS)).isEqualTo(first);
            }
            assertThat(told).isEmpty();
        }
    }

    @Test
    void whatMakesNoSenseIsAnInvalidPolicyUntilItIsCorrected() throws Exception {
        policies.say(PolicyFixture.detect("one").toBuilder().clearProtocol().build());
        try (Discovery.Subscription _ = watch(PATH, ADDRESS)) {
            assertThat(next())
                    .isInstanceOfSatisfying(
                            PolicyUpdate.Policy.class,
                            policy -> assertThat(policy.protocol())
                                    .isEqualTo(new ProtocolPolicy.Invalid("protocol: missing (expected: set)")));
            policies.say(PolicyFixture.detect("one"));

            assertThat(next())
                    .isInstanceOfSatisfying(
                            PolicyUpdate.Policy.class,
                            policy -> assertThat(policy.protocol()).isInstanceOf(ProtocolPolicy.Detect.class));
        }
    }
}
