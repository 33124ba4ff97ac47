/**
 * A proxy between an informer and its API server that goes wrong on command, as networks, load balancers and API servers do. The informer
 * speaks plain HTTP to it on loopback; what is behind it is a real API server, or fabric8's CRUD mock made to keep a history.
 *
 * <p>What it may do to the events of a watch, and what an informer is expected to survive of that, is said at each {@link
 * io.reactivemesh.actors.faults.Fault}.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.faults;
