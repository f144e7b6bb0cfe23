# Writes OUTPUT, a source file with one string constant for each of FILES, named after the file:
# the definitions for embedded_javascript.h.
set(source "#include \"script/worker/embedded_javascript.h\"\n\nnamespace penstock::script {\n\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  # A string literal of one piece may be too long for a compiler; pieces are joined by it.
  string(LENGTH "${text}" length)
  string(APPEND source "extern const std::string_view kJavascript_${name} =")
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND source "\n  R\"penstock(${piece})penstock\"")
    math(EXPR at "${at} + 8000")
  endwhile()
  string(APPEND source ";\n\n")
endforeach()
string(APPEND source "}  // namespace penstock::script\n")
file(WRITE ${OUTPUT} "${source}")
