/** One hub per node and key: the newest snapshot, shared by any number of streams that hold only a cursor. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.hub;
