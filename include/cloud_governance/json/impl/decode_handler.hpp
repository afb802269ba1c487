#pragma once

#include <cloud_governance/json/impl/decode_target.hpp>

#include <boost/json/value_stack.hpp>

namespace cloud_governance::json::detail {

/** Handles Boost.JSON's events: stores each value directly in the object that the type describes.

    Only members that the model does not know and free-form values become a `boost::json::value`, by way of `stack_`;
    `dom_depth_` counts the levels while an array or object does.
*/
class decode_handler : public decode_target {
public:
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);

    using decode_target::decode_target;

    bool on_document_begin(code_type&) { return true; }
    bool on_document_end(code_type&) { return true; }
    bool on_comment_part(text_type, code_type&) { return true; }
    bool on_comment(text_type, code_type&) { return true; }

    bool on_object_begin(code_type& code)
    {
        if (dom_depth_ != 0) {
            ++dom_depth_;
            return true;
        }
        find_slot();
        if (is_free_form())
            return begin_dom();
        if (slot_type_->what != kind::model && slot_type_->what != kind::map)
            return mismatch("an object", code);
        enter();
        return true;
    }

    bool on_object_end(std::size_t size, code_type&)
    {
        if (dom_depth_ != 0) {
            stack_.push_object(size);
            end_dom();
        }
        else
            --depth_;
        return true;
    }

    bool on_array_begin(code_type& code)
    {
        if (dom_depth_ != 0) {
            ++dom_depth_;
            return true;
        }
        find_slot();
        if (is_free_form())
            return begin_dom();
        if (slot_type_->what != kind::array)
            return mismatch("an array", code);
        enter();
        return true;
    }

    bool on_array_end(std::size_t size, code_type&)
    {
        if (dom_depth_ != 0) {
            stack_.push_array(size);
            end_dom();
        }
        else
            --depth_;
        return true;
    }

    bool on_key_part(text_type part, std::size_t, code_type&)
    {
        if (dom_depth_ != 0) {
            stack_.push_chars(part);
            return true;
        }
        if (!in_text_)
            text_.clear();
        in_text_ = true;
        text_.append(part.data(), part.size());
        return true;
    }

    bool on_key(text_type part, std::size_t, code_type&)
    {
        std::string_view const name(part.data(), part.size());
        if (dom_depth_ == 0 && !in_text_) {
            // servers write members in the table's order: usually the first comparison hits
            auto& parent = frames_[depth_ - 1];
            if (parent.next < parent.size && same_text(parent.fields[parent.next].name, name))
                take_field(parent, parent.next);
            else
                other_key(name);
            return true;
        }
        if (dom_depth_ != 0) {
            stack_.push_key(part);
            return true;
        }
        in_text_ = false;
        other_key(text_.append(name));
        return true;
    }

    bool on_string_part(text_type part, std::size_t, code_type&)
    {
        if (dom_depth_ != 0) {
            stack_.push_chars(part);
            return true;
        }
        if (!in_text_) {
            in_text_ = true;
            find_slot();
            text_target_ = slot_type_ != nullptr && slot_type_->what == kind::string ? &emplace_string() : &text_;
            text_target_->clear();
        }
        text_target_->append(part.data(), part.size());
        return true;
    }

    bool on_string(text_type part, std::size_t, code_type& code)
    {
        if (dom_depth_ != 0) {
            stack_.push_string(part);
            return true;
        }
        if (in_text_) {
            in_text_ = false;
            text_target_->append(part.data(), part.size());
            return text_target_ == &text_ ? convert_text(text_, code) : true;
        }
        find_slot();
        if (slot_type_ != nullptr && slot_type_->what == kind::string)
            return store_string(std::string_view(part.data(), part.size()));
        return convert_text(std::string_view(part.data(), part.size()), code);
    }

    bool on_number_part(text_type part, code_type&)
    {
        number_.append(part.data(), part.size());
        return true;
    }

    bool on_int64(std::int64_t value, text_type, code_type& code)
    {
        number_.clear();
        if (dom_depth_ != 0) {
            stack_.push_int64(value);
            return true;
        }
        find_slot();
        if (is_free_form())
            return store_value(boost::json::value(value));
        return store_integer(value, "a number", code);
    }

    bool on_uint64(std::uint64_t value, text_type, code_type& code)
    {
        number_.clear();
        if (dom_depth_ != 0) {
            stack_.push_uint64(value);
            return true;
        }
        find_slot();
        if (is_free_form())
            return store_value(boost::json::value(value));
        if (slot_type_->what == kind::number)
            return store(static_cast<double>(value));
        return mismatch(takes_integers() ? "a number out of its range" : "a number", code);
    }

    bool on_double(double approximate, text_type part, code_type& code)
    {
        // Boost.JSON's own conversion is not correctly rounded
        number_.append(part.data(), part.size());
        double value = 0;
        auto const read = std::from_chars(number_.data(), number_.data() + number_.size(), value);
        if (read.ec == std::errc::result_out_of_range)
            value = std::abs(approximate) < 1 ? 0 : std::numeric_limits<double>::infinity();
        number_.clear();
        if (dom_depth_ == 0)
            find_slot();
        if (!std::isfinite(value))
            return refuse("a number out of the range of a double", code);
        if (dom_depth_ != 0) {
            stack_.push_double(value);
            return true;
        }
        if (is_free_form())
            return store_value(boost::json::value(value));
        return store_number(value, "a number", code);
    }

    bool on_bool(bool value, code_type& code)
    {
        if (dom_depth_ != 0) {
            stack_.push_bool(value);
            return true;
        }
        find_slot();
        if (is_free_form())
            return store_value(boost::json::value(value));
        return slot_type_->what == kind::boolean ? store(value) : mismatch("a boolean", code);
    }

    bool on_null(code_type& code)
    {
        if (dom_depth_ != 0) {
            stack_.push_null();
            return true;
        }
        find_slot();
        if (slot_type_ == nullptr)
            return store_value(boost::json::value(nullptr));
        if (slot_type_->how != storage::bare) {
            store_absent();
            return true;
        }
        if (slot_type_->what == kind::free_form)
            return store_value(boost::json::value(nullptr));
        if (depth_ != 0 && frames_[depth_ - 1].of->what == kind::map) {
            frames_[depth_ - 1].of->map->erase(frames_[depth_ - 1].value, key_);
            return true;
        }
        // .NET lists may hold null; an empty string or model can represent it, a number or an id cannot
        bool const has_empty_value = slot_type_->what == kind::string || slot_type_->what >= kind::model;
        return depth_ != 0 && has_empty_value ? true : mismatch("null", code);
    }

private:
    /// Handles a map's key, or the name of a member that is not the next one in the table.
    BOOST_NOINLINE void other_key(std::string_view name)
    {
        auto& parent = frames_[depth_ - 1];
        if (parent.of->what == kind::map) {
            key_.assign(name);
            slot_type_ = parent.of->element;
            slot_ = parent.of->map->insert(parent.value, key_);
            ++parent.next;
            return;
        }
        auto const found = find(parent, name);
        if (found != parent.size)
            return take_field(parent, found);
        parent.current = found;
        key_.assign(name);
        slot_type_ = nullptr;
    }

    bool begin_dom()
    {
        stack_.reset();
        dom_depth_ = 1;
        return true;
    }

    void end_dom()
    {
        if (--dom_depth_ == 0)
            store_value(stack_.release());
    }

    std::size_t dom_depth_ = 0;
    boost::json::value_stack stack_;
    bool in_text_ = false; // a part of a key or string has arrived, the rest has not
    std::string* text_target_ = nullptr;
    std::string text_;
    std::string number_;
};

} // namespace cloud_governance::json::detail
