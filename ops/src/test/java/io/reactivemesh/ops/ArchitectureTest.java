package io.reactivemesh.ops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

/** Which package may know which, and what nobody may do. */
@AnalyzeClasses(packages = "io.reactivemesh", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String[] GENERATED = {"io.reactivemesh.wire.."};

    @ArchTest
    static final ArchRule THE_PROXY_IS_FREE_OF_THE_CONTROL_PLANE = noClasses()
            .that()
            .resideInAPackage("io.reactivemesh.proxy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.pekko..",
                    "scala..",
                    "io.reactivemesh.discovery..",
                    "io.reactivemesh.actors..",
                    "io.reactivemesh.identity..",
                    "io.reactivemesh.ops..");

    @ArchTest
    static final ArchRule THE_VOCABULARY_IMPORTS_ONLY_THE_JDK = classes()
            .that()
            .resideInAPackage("io.reactivemesh.discovery.model..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.reactivemesh.discovery.model..", "org.jspecify..");

    @ArchTest
    static final ArchRule DISCOVERY_KNOWS_NEITHER_ENTITIES_NOR_KUBERNETES = noClasses()
            .that()
            .resideInAPackage("io.reactivemesh.discovery..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.reactivemesh.actors..", "io.reactivemesh.ops..", "io.fabric8..", "org.apache.pekko.cluster..");

    @ArchTest
    static final ArchRule NOTHING_DEPENDS_ON_OPS = noClasses()
            .that()
            .resideOutsideOfPackage("io.reactivemesh.ops..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.reactivemesh.ops..");

    @ArchTest
    static final ArchRule THE_WIRE_STOPS_AT_SERVICES_AND_CLIENTS = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.reactivemesh.wire..",
                    "..grpc..",
                    "io.reactivemesh.proxy.control..",
                    "io.reactivemesh.ops.bench..",
                    "io.reactivemesh.ops.cli..",
                    "io.reactivemesh.ops.controller..")
            .and()
            // What proxies tell each other in front of a connection's bytes is a message of the contract.
            .haveNameNotMatching("io\\.reactivemesh\\.proxy\\.transport\\.TransportHeader(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(GENERATED);

    @ArchTest
    static final ArchRule KUBERNETES_STOPS_AT_THE_SOURCES = noClasses()
            .that()
            .resideInAPackage("io.reactivemesh.actors..")
            .and()
            .resideOutsideOfPackages("io.reactivemesh.actors.source..", "io.reactivemesh.actors.kube..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..");

    @ArchTest
    static final ArchRule BALANCING_KNOWS_NO_NETTY = noClasses()
            .that()
            .resideInAPackage("io.reactivemesh.proxy.balance..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule ONLY_MAIN_CLASSES_READ_THE_ENVIRONMENT = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    @ArchTest
    static final ArchRule DECISIONS_ARE_GIVEN_THE_TIME = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.reactivemesh.proxy.balance..",
                    "io.reactivemesh.actors.translate..",
                    "io.reactivemesh.actors.service..",
                    "io.reactivemesh.actors.workload..",
                    "io.reactivemesh.actors.address..",
                    "io.reactivemesh.discovery.model..",
                    "io.reactivemesh.discovery.stage..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule STANDARD_OUTPUT_BELONGS_TO_THE_CLI = noClasses()
            .that()
            .resideOutsideOfPackages("io.reactivemesh.ops.cli..", "io.reactivemesh.proxy.log..")
            .and()
            .haveSimpleNameNotEndingWith("Main")
            .should()
            .accessField(System.class, "out");
}
