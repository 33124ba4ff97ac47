/** The one mechanism of all entities: decide, publish, record; and the feed that brings them what the source says. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.entity;
