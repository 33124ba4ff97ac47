/** The state of one IP address: who owns it. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.address;
