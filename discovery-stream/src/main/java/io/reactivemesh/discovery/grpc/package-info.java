/** The gRPC discovery services: validate, subscribe, map to the wire, map failures to a status. Nothing else. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.discovery.grpc;
