# both link modes, as a user would write them, with the library's headers under the user's warnings
set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
enable_testing()
foreach(mode IN ITEMS cloud_governance compiled)
    add_executable(consumer_${mode} ../consumer.cpp ../other_file.cpp)
    target_link_libraries(consumer_${mode} PRIVATE cloud_governance::${mode})
    target_compile_options(consumer_${mode} PRIVATE -Wall -Wextra)
    set_target_properties(consumer_${mode} PROPERTIES NO_SYSTEM_FROM_IMPORTED ON)
    add_test(NAME consumer_${mode} COMMAND consumer_${mode})
endforeach()

# what is off unless this project is the top level one
foreach(target IN ITEMS threaded_tests example_quickstart)
    if(TARGET ${target})
        message(FATAL_ERROR "${target} must not exist in a consumer's build")
    endif()
endforeach()
