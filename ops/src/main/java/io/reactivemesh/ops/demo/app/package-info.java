/**
 * The demo application, shaped like emojivoto: a vote bot calls web, web calls emoji and voting. Plain HTTP/1.1 and JSON between all of
 * them; emoji and voting become gRPC when the proxy speaks HTTP/2. Called by {@code mesh demo} only.
 */
@org.jspecify.annotations.NullMarked
package io.reactivemesh.ops.demo.app;
