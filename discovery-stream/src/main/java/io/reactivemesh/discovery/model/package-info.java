/** The vocabulary of discovery: plain values, importing nothing but the JDK. Everything may use it. */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.discovery.model;
