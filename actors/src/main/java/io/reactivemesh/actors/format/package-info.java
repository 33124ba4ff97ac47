/** How documents and events look as bytes, in the log and between nodes. Used by name, from configuration. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors.format;
