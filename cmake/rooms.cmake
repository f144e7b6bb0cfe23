# A room of src/ is one library; its link line is its dependency list.
#   penstock_room(kv SOURCES engine.cc LINK penstock_base PRIVATE RocksDB::rocksdb)
# LINK names what users of the room see as well, PRIVATE what stays inside.
function(penstock_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINK;PRIVATE" ${ARGN})
  add_library(penstock_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(penstock_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(penstock_${name} PUBLIC ${ROOM_LINK} PRIVATE ${ROOM_PRIVATE})
  penstock_reuse_precompiled(penstock_${name} penstock_headers)
endfunction()

# Names the sources of the current folder that have kill points (src/base/kill_point.h).
function(penstock_kill_points)
  set_source_files_properties(${ARGN} PROPERTIES COMPILE_DEFINITIONS
    PENSTOCK_KILL_POINTS=$<BOOL:${PENSTOCK_KILL_POINTS}>)
endfunction()

# One program of unit tests a room, found by CTest test by test.
#   penstock_unit_tests(kv SOURCES memory_engine_test.cc LINK penstock_kv)
function(penstock_unit_tests name)
  cmake_parse_arguments(TESTS "" "" "SOURCES;LINK" ${ARGN})
  penstock_test_program(${name}_tests unit ${ARGN})
endfunction()

# PREFIX goes before the names of the tests, where two programs have tests of the same name.
function(penstock_test_program name label)
  cmake_parse_arguments(TESTS "" "PREFIX" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${TESTS_SOURCES})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${TESTS_LINK} GTest::gmock GTest::gtest GTest::gtest_main)
  penstock_reuse_precompiled(${name} penstock_test_headers)
  gtest_discover_tests(${name} TEST_PREFIX "${TESTS_PREFIX}" DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       PROPERTIES LABELS ${label} TIMEOUT 120 ENVIRONMENT
                       "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/tsan.suppressions history_size=7")
endfunction()

# The worker process for tests that run scripts: tests/unit/script/script_worker_for_tests. A build
# without one borrows that of another; where there is none to borrow those tests are skipped, and
# say so.
function(penstock_give_script_worker tests)
  if(PENSTOCK_SCRIPT_WORKER)
    add_dependencies(${tests} script_worker_for_tests)
    set(worker $<TARGET_FILE:script_worker_for_tests>)
  elseif(PENSTOCK_BORROW_SCRIPT_WORKER_FROM)
    set(worker ${PENSTOCK_BORROW_SCRIPT_WORKER_FROM}/tests/unit/script/script_worker_for_tests)
  else()
    return()
  endif()
  target_compile_definitions(${tests} PRIVATE PENSTOCK_TEST_SCRIPT_WORKER="${worker}")
endfunction()
