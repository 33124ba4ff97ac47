/** Facts to desired documents: pure functions, no clock, no I/O; one bad object is quarantined and harms none of its neighbours. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.translate;
