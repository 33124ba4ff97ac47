package io.reactivemesh.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.testing.integration.AbstractInteropTest;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every interoperability case of grpc-java, client and server its own: whoever moves gRPC from one to the other must not be noticed.
 */
class GrpcInteropIT {

    private static final String AUTHORITY = "interop.emojivoto.svc.cluster.local:80";

    /** Fewer would mean that the suite was not found. */
    private static final int FEWEST_CASES = 34;

    /** A case by its name. */
    private record Case(String name, Play play) {

        @FunctionalInterface
        interface Play {
            void on(ProxiedInterop ends) throws Throwable;
        }
    }

    /**
     * Those that the suite leaves to its command line. The client does not probe whether the server refuses what should have been
     * compressed: grpc-java's does not look.
     */
    private static final List<Case> COMPRESSION = List.of(
            new Case("clientCompressedUnary", ends -> ends.clientCompressedUnary(false)),
            new Case("clientCompressedStreaming", ends -> ends.clientCompressedStreaming(false)),
            new Case("serverCompressedUnary", ProxiedInterop::serverCompressedUnary),
            new Case("serverCompressedStreaming", ProxiedInterop::serverCompressedStreaming));

    @TestFactory
    Stream<DynamicTest> throughOneOutboundProxy() {
        return cases().map(each -> DynamicTest.dynamicTest(each.name(), () -> {
            FakeDiscovery discovery = new FakeDiscovery();
            try (RunningProxy outbound = outbound(discovery)) {
                play(each, server -> {
                    discovery.endpoints(AUTHORITY, server);
                    return listener(outbound);
                });
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> throughAPairOfProxies() {
        return cases().map(each -> DynamicTest.dynamicTest(each.name(), () -> {
            FakeDiscovery discovery = new FakeDiscovery();
            RunningProxy[] inbound = new RunningProxy[1];
            try (RunningProxy outbound = outbound(discovery)) {
                play(each, server -> {
                    inbound[0] = inbound(server);
                    InetSocketAddress peer =
                            inbound[0].proxy().boundAddresses().inbound().get(1);
                    discovery.endpoints(AUTHORITY, List.of(FakeDiscovery.upgrading(peer)));
                    return listener(outbound);
                });
            } finally {
                inbound[0].close();
            }
        }));
    }

    @Test
    void theSuiteIsWhole() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(FEWEST_CASES);
    }

    private static Stream<Case> cases() {
        Stream<Case> annotated = Arrays.stream(AbstractInteropTest.class.getMethods())
                .filter(method -> method.isAnnotationPresent(org.junit.Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> new Case(method.getName(), ends -> invoke(method, ends)));
        return Stream.concat(annotated, COMPRESSION.stream());
    }

    private static void invoke(Method method, ProxiedInterop ends) throws Throwable {
        try {
            method.invoke(ends);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void play(Case each, UnaryOperator<InetSocketAddress> way) throws Throwable {
        ProxiedInterop ends = new ProxiedInterop(AUTHORITY, way);
        try {
            ends.setUp();
            each.play().on(ends);
        } finally {
            ends.tearDown();
        }
    }

    private static RunningProxy outbound(FakeDiscovery discovery) {
        discovery.profile(AUTHORITY, FakeDiscovery.service("interop.emojivoto.svc.cluster.local"));
        return RunningProxy.start(discovery, Map.of());
    }

    private static RunningProxy inbound(InetSocketAddress application) {
        return RunningProxy.start(
                new FakeDiscovery(),
                Map.of("MESH_PROXY_INBOUND_BINDINGS", "127.0.0.1:0=127.0.0.1:" + application.getPort()));
    }

    private static InetSocketAddress listener(RunningProxy outbound) {
        return outbound.proxy().boundAddresses().outbound().getFirst();
    }
}
