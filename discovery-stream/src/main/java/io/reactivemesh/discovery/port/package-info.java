/** What the discovery services need from whoever holds the state; implemented by the entities' module and by fakes in tests. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.discovery.port;
