/** The façade: a control-plane node without its network services. Composition roots start it and see nothing else of the entities. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.actors;
