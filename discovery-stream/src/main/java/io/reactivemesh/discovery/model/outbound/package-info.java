/** What a proxy is told about traffic that leaves its pod: one policy per destination, its routes, and where they lead. JDK only. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.discovery.model.outbound;
