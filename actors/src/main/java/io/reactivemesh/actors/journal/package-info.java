/** The log: recorders, serialization, retention, and the queries behind mesh history. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.journal;
